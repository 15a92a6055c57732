import { Global, Module } from '@nestjs/common';
import { OUTGOING_MAIL } from '../../kernel/index.js';
import { MailBox } from './mail-box.js';

/** The mail-box, for rooms below that send e-mails: they ask the kernel for it by its token. */
@Global()
@Module({
  providers: [MailBox, { provide: OUTGOING_MAIL, useExisting: MailBox }],
  exports: [MailBox, OUTGOING_MAIL],
})
export class MailModule {}
