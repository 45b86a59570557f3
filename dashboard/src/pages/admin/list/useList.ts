import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import type { Page } from '../../../../../server/contract/common.ts'
import { api, type Filters } from '../../../app/api.ts'

const pageSize = 50

/** A list a page at a time. `name` is the first of its query key: what is saved invalidates by it. */
export function useList<T>(name: string, path: string, filters: Filters = {}) {
  const query = useInfiniteQuery({
    queryKey: [name, 'list', filters],
    queryFn: ({ pageParam }) => api.get<Page<T>>(path, { ...filters, limit: pageSize, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })
  return {
    items: query.data?.pages.flatMap((page) => page.items) ?? [],
    loading: query.isPending,
    failed: query.isError ? query.error : null,
    more: query.hasNextPage ? () => void query.fetchNextPage() : null,
    fetchingMore: query.isFetchingNextPage,
    retry: () => void query.refetch(),
  }
}
export type List<T> = ReturnType<typeof useList<T>>
