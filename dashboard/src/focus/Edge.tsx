type Props = { onReach: () => void }

/** Stands before and behind what holds the focus: whoever comes here with Tab has come to its end. */
export function Edge({ onReach }: Props) {
  // biome-ignore lint/a11y/noNoninteractiveTabindex lint/a11y/noStaticElementInteractions: a stop of Tab is all it is
  return <span tabIndex={0} data-edge onFocus={onReach} />
}
