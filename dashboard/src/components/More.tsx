import { Button } from '@mantine/core'
import styles from './More.module.css'

type List = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }

/** The end of a list that goes on: its next page, as long as there is one. */
export const More = ({ list, text }: { list: List; text: string }) =>
  list.hasNextPage && (
    <Button
      variant="default"
      className={styles.more}
      loading={list.isFetchingNextPage}
      onClick={() => list.fetchNextPage()}
    >
      {text}
    </Button>
  )
