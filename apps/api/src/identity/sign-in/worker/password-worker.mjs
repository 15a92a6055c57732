// @ts-check
import { parentPort, workerData } from 'node:worker_threads';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import * as common from '@zxcvbn-ts/language-common';
import * as english from '@zxcvbn-ts/language-en';

/** Estimates passwords in a thread of its own: the lists are searched for up to half a second, while others are served. */
const { maxLength, product } = workerData;
const estimator = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary, product },
  graphs: common.adjacencyGraphs,
  translations: english.translations,
  maxLength,
});

parentPort?.on('message', ({ id, password, words }) => {
  const { score, feedback } = estimator.check(password, words);
  parentPort?.postMessage({ id, score, feedback });
});
