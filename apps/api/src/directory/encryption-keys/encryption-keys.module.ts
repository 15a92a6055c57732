import { Module } from '@nestjs/common';
import { EncryptionKeyWireReader } from '../wire-rows/encryption-key-wire-reader.js';
import { EncryptionKeyReader } from './encryption-key-reader.js';
import { EncryptionKeysController } from './encryption-keys.controller.js';
import { EncryptionKeysService } from './encryption-keys.service.js';
import { KeyBundle } from './key-bundle.service.js';
import { KeyCapture } from './key-capture.js';
import { KeyThreads } from './key-threads.js';
import { PublicKeys } from './public-keys.js';
import { SignatureChecksController } from './signature-checks.controller.js';
import { SignatureChecks } from './signature-checks.service.js';

/** Keys of organisations and people, and what is asked of them. */
@Module({
  controllers: [EncryptionKeysController, SignatureChecksController],
  providers: [
    EncryptionKeyReader,
    EncryptionKeysService,
    EncryptionKeyWireReader,
    KeyBundle,
    KeyCapture,
    KeyThreads,
    PublicKeys,
    SignatureChecks,
  ],
  exports: [EncryptionKeysService, EncryptionKeyWireReader, KeyBundle, KeyCapture, PublicKeys],
})
export class EncryptionKeysModule {}
