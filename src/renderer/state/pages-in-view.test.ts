import { expect, test } from 'vitest'
import { pagesInView } from './pages-in-view.ts'

test('the rows in view are asked for first, then those where one scrolls to and some where one comes from', () => {
  expect(pagesInView([], { first: 1000, last: 1030 }, false, 10_000)).toEqual([5, 4, 6, 7])
  expect(pagesInView([], { first: 1000, last: 1030 }, true, 10_000)).toEqual([5, 3, 4])
})

test('no page before the first or after the last is asked for', () => {
  expect(pagesInView([], { first: 0, last: 30 }, true, 250)).toEqual([0])
  expect(pagesInView([], { first: 220, last: 249 }, false, 250)).toEqual([1, 0])
})

test('of a table without rows the first page is asked for, and none before it', () => {
  expect(pagesInView([], { first: 0, last: -1 }, false, 0)).toEqual([0])
})

test('what did not change is the same array', () => {
  const pages = pagesInView([], { first: 0, last: 30 }, false, 10_000)
  expect(pagesInView(pages, { first: 3, last: 33 }, false, 10_000)).toBe(pages)
})
