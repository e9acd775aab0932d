import { useState } from 'react'

/** As much of a list as is here, and how to get more of it. */
export interface Portion<Item> {
  readonly items: readonly Item[] | undefined
  readonly error: Error | null
  readonly retry?: () => void
  readonly more?: (() => void) | undefined
  readonly isFetchingMore: boolean
}

interface Pages<Page> {
  readonly data: { readonly pages: readonly Page[] } | undefined
  readonly error: Error | null
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly refetch: () => unknown
  readonly fetchNextPage: () => unknown
}

/** Of a list that the service pages. */
export function portionOf<Page, Item>(list: Pages<Page>, itemsOf: (page: Page) => readonly Item[]): Portion<Item> {
  return {
    items: list.data?.pages.flatMap(itemsOf),
    error: list.error,
    retry: () => void list.refetch(),
    more: list.hasNextPage ? () => void list.fetchNextPage() : undefined,
    isFetchingMore: list.isFetchingNextPage,
  }
}

interface Whole<Answer> {
  readonly data: Answer | undefined
  readonly error: Error | null
  readonly refetch: () => unknown
}

const PAGE = 50

/** Of a list that the service gives as a whole: drawn a page at a time. */
export function usePortion<Answer, Item>(
  list: Whole<Answer>,
  itemsOf: (answer: Answer) => readonly Item[],
): Portion<Item> {
  const [drawn, setDrawn] = useState(PAGE)
  const items = list.data === undefined ? undefined : itemsOf(list.data)
  return {
    items: items?.slice(0, drawn),
    error: list.error,
    retry: () => void list.refetch(),
    more: items !== undefined && items.length > drawn ? () => setDrawn(drawn + PAGE) : undefined,
    isFetchingMore: false,
  }
}
