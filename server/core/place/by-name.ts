const collator = new Intl.Collator('zh-Hans-CN-u-co-pinyin', { numeric: true })

/** The order in which people look for names: Chinese by pinyin, numbers by their value. The database's is `by_name`. */
export const byName = (a: string, b: string): number => collator.compare(a, b)
