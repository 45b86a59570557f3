/** Pages with a panel beside their list: opening one of the list is no change of page. */
const withPanel = /^(\/(?:queue|alerts|tickets))(?:\/|$)/

/** Two paths with the same answer are one page. */
export function pageAt(path: string): string {
  return withPanel.exec(path)?.[1] ?? path
}
