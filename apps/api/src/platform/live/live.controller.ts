import { live } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves, Streamed } from '../../kernel/index.js';
import { LiveFeed } from './live-feed.js';

@Controller()
export class LiveController {
  constructor(@Inject(LiveFeed) private readonly feed: LiveFeed) {}

  @Serves(live.events)
  events({ principal }: Asked<typeof live.events>) {
    return new Streamed(this.feed.open(principal), {
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      // The connection ends with the stream, so that a process that stops need not wait for it.
      connection: 'close',
      // Compression would hold back what is to arrive now.
      'content-encoding': 'identity',
    });
  }
}
