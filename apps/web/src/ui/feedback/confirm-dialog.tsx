import { lazy, Suspense } from 'react';
import { useQuestion } from './confirm.js';

const Question = lazy(() => import('./question.js').then((module) => ({ default: module.Question })));

/** Draws the open question. The frame draws it once. */
export function ConfirmDialog() {
  const question = useQuestion();
  return <Suspense fallback={null}>{question ? <Question key={question.title} question={question} /> : null}</Suspense>;
}
