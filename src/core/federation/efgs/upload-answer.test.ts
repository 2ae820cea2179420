import { expect, test } from 'vitest'
import { readPartialUpload } from './upload-answer.ts'

test('what would have been taken and what failed is sent again, what is there is not', () => {
  const answer = '{"201":[1,3],"409":[0,2],"500":[4]}'
  expect(readPartialUpload(answer, 5)).toEqual({ presentKeys: 2, resend: [1, 3, 4] })
})

test('what the answer does not speak of is sent again', () => {
  expect(readPartialUpload('{"201":[],"409":[],"500":[]}', 3)).toEqual({
    presentKeys: 0,
    resend: [0, 1, 2],
  })
})

test('places that are none count for nothing', () => {
  const answer = '{"409":[0,0,7,-1,"1",1.5,null]}'
  expect(readPartialUpload(answer, 3)).toEqual({ presentKeys: 1, resend: [1, 2] })
})

test.each(['', '[]', 'null', '{}', '{"409":{}}', '{"201":[0]}', '<html>'])(
  '%j does not say',
  (text) => {
    expect(readPartialUpload(text, 3)).toBeUndefined()
  },
)
