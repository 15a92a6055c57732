import { Skeleton } from '../ui/index.js';
import { Brand } from './brand.js';

/** The frame before anything is known, so that the first page does not start as a blank one. */
export function SkeletonFrame() {
  return (
    <div className="shell" aria-busy>
      <div className="side-bar">
        <div className="brand">
          <Brand narrow={false} />
        </div>
      </div>
      <div className="shell-main">
        <div className="top-bar" />
        <main id="content">
          <Skeleton lines={6} />
        </main>
      </div>
    </div>
  );
}
