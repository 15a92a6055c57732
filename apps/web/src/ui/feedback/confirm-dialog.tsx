import { lazy, Suspense, useEffect } from 'react';
import { leaveQuestion, useQuestion } from './confirm.js';

const Question = lazy(() => import('./question.js').then((module) => ({ default: module.Question })));

/** Draws the open question. The frame draws it once; a question does not outlive the frame. */
export function ConfirmDialog() {
  const question = useQuestion();
  useEffect(() => leaveQuestion, []);
  return <Suspense fallback={null}>{question ? <Question key={question.title} question={question} /> : null}</Suspense>;
}
