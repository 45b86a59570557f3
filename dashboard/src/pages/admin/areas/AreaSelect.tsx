import { Select, type SelectProps } from '@mantine/core'
import { useAreas } from '../../../app/useAreas.ts'
import { treeOf } from './tree.ts'

/** One area of those within sight; the list shows how deep each lies. */
export function AreaSelect(props: Omit<SelectProps, 'data'>) {
  const tree = treeOf(useAreas().data ?? [])
  const depths = new Map(tree.map(({ area, depth }) => [area.id, depth]))
  return (
    <Select
      searchable
      allowDeselect={false}
      {...props}
      data={tree.map(({ area }) => ({ value: area.id, label: area.name }))}
      renderOption={({ option }) => (
        <span style={{ paddingInlineStart: (depths.get(option.value) ?? 0) * 16 }}>{option.label}</span>
      )}
    />
  )
}
