/** What is there and what indexes say of it. Pure. */

import { type ArchiveProblem, problem, quoted, type RuleName } from '../../export/archive-rules.ts'
import type { FolderProblem } from '../../export/check-folder.ts'

/** An archive that an index should name. */
export interface PresentArchive {
  readonly name: string
  /** Objects leave an index in the order of these: days, hours, releases. */
  readonly age: number
}

export class TreeRecord {
  readonly #present = new Set<string>()
  readonly #needed = new Map<string, string>()
  readonly #problems: FolderProblem[] = []

  add(name: string): void {
    this.#present.add(name)
  }

  has(name: string): boolean {
    return this.#present.has(name)
  }

  /** @param by the index that names it */
  need(name: string, by: string): void {
    if (!this.#needed.has(name)) this.#needed.set(name, by)
  }

  report(rule: RuleName, file: string, detail: string): void {
    this.#problems.push({ ...problem(rule, detail), file })
  }

  reportAll(file: string, problems: readonly ArchiveProblem[]): void {
    for (const broken of problems) this.#problems.push({ ...broken, file })
  }

  /**
   * Whether archives are in their index. Old ones leave it before they are deleted, so that those are no surprise.
   * @param listed names and ages of what the index names; undefined where there is no index
   */
  checkListed(
    index: string,
    listed: readonly PresentArchive[] | undefined,
    archives: readonly PresentArchive[],
  ): void {
    if (archives.length === 0) return
    if (listed === undefined) {
      this.report('index-missing', index, `${archives.length} archives`)
      return
    }
    if (listed.length === 0) {
      this.report('index-empty', index, `${archives.length} archives`)
      return
    }
    const oldest = listed.reduce((least, { age }) => Math.min(least, age), Number.POSITIVE_INFINITY)
    const names = new Set(listed.map(({ name }) => name))
    for (const { name, age } of archives) {
      if (age >= oldest && !names.has(name)) this.report('index-missing-file', index, quoted(name))
    }
  }

  /** All that was reported, and what indexes name and is not there. */
  finish(): readonly FolderProblem[] {
    for (const [name, by] of this.#needed) {
      if (!this.has(name)) this.report('index-names-missing-file', by, quoted(name))
    }
    return this.#problems
  }
}
