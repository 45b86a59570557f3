/**
 * Events of somebody's moving about, dozens a day: like readings they tell how a day went, and no alert stands on them that
 * doesn't hold them itself. As SQL, word for word the same in the index and where it is used.
 */
export const movement = `type in ('bed.enter', 'bed.exit', 'bed.wet', 'bed.dry', 'door.open', 'door.close', 'activity')`
