export { type ErasedSubject, type ErasurePlace, erasurePlaces, mentions } from './erasure-places.js';
