/** Entry file of the thread in which payment files are read (create-pain001-reader.ts). Answers each question once. */
import { parentPort } from 'node:worker_threads'
import { packAnswer, type ReaderQuestion } from './reader-answer.ts'
import { readPain001 } from './read-pain001.ts'

parentPort?.on('message', ({ xml, maxBytes }: ReaderQuestion) => {
  const answer = packAnswer(() => readPain001(xml, maxBytes))
  parentPort?.postMessage(answer, 'pieces' in answer ? answer.pieces.map(({ buffer }) => buffer) : [])
})
