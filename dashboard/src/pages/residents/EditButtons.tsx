import { Button, Group } from '@mantine/core'

type Props = {
  words: { save: string; keep: string; look: string }
  /** Somebody else was first: nothing is saved over theirs, it is looked at. */
  conflict: boolean
  look: () => void
  saving: boolean
  incomplete?: boolean
  keep: () => void
}

/** The end of a form about a person: save it, or look at what somebody changed meanwhile; or leave all as it is. */
export const EditButtons = ({ words, conflict, look, saving, incomplete = false, keep }: Props) => (
  <Group gap="xs">
    {conflict ? (
      <Button size="compact-sm" variant="default" onClick={look}>
        {words.look}
      </Button>
    ) : (
      <Button size="compact-sm" type="submit" disabled={incomplete} loading={saving}>
        {words.save}
      </Button>
    )}
    <Button size="compact-sm" variant="subtle" onClick={keep}>
      {words.keep}
    </Button>
  </Group>
)
