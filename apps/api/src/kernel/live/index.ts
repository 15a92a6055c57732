export { recordsChanged, type ToldNoun, toldNouns } from './told-nouns.js';
