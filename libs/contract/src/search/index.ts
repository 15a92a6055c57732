export {
  type Classified,
  classify,
  type SearchedAddress,
  type SearchedAsNumber,
  type SearchedDomain,
  type SearchedEmail,
  type SearchedFingerprint,
  type SearchedNetwork,
  type SearchedRange,
  type SearchedText,
  type SearchedUuid,
} from './classify.js';
export { foldText } from './fold-text.js';
export { refang } from './refang.js';
