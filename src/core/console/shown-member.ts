/** A member of a realm as others see them. */

export interface ShownMember {
  readonly userId: number
  readonly email: string
  readonly name: string
  /** Bits of permissions in this realm. */
  readonly permissions: number
  /** Whether they have a password: else they were invited and have not come. */
  readonly hasCome: boolean
  readonly hasSecondFactor: boolean
}
