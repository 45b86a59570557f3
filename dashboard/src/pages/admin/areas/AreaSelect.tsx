import { Select, type SelectProps } from '@mantine/core'
import { treeOf } from './tree.ts'
import { useAreas } from './useAreas.ts'

const indent = '\u2003'

/** One area of those within sight, as deep as it lies. */
export function AreaSelect(props: Omit<SelectProps, 'data'>) {
  const areas = useAreas()
  const data = treeOf(areas.data ?? []).map(({ area, depth }) => ({
    value: area.id,
    label: `${indent.repeat(depth)}${area.name}`,
  }))
  return <Select searchable allowDeselect={false} {...props} data={data} />
}
