import { remoteRecords } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { CapturesService } from '../capture/captures.service.js';
import { RemoteBrowser } from './remote-browser.service.js';

@Controller()
export class RemoteRecordsController {
  constructor(
    @Inject(RemoteBrowser) private readonly browser: RemoteBrowser,
    @Inject(CapturesService) private readonly captures: CapturesService,
  ) {}

  @Serves(remoteRecords.list)
  list({ principal, params, query }: Asked<typeof remoteRecords.list>) {
    return this.browser.page(principal, params.ref, params.kind, query);
  }

  @Serves(remoteRecords.compare)
  compare({ principal, params }: Asked<typeof remoteRecords.compare>) {
    return this.browser.compare(principal, params.ref, params.kind, params.id);
  }

  @Serves(remoteRecords.capture)
  capture({ principal, params, body }: Asked<typeof remoteRecords.capture>) {
    return this.captures.chosen(principal, params.ref, body);
  }
}
