/**
 * The protobuf wire format, read strictly and without recursion. After the first problem every read gives nothing, so that
 * a caller looks once, at the end. Pure.
 */

export const VARINT = 0
export const FIXED64 = 1
export const BYTES = 2
export const FIXED32 = 5

const MAX_FIELD_NUMBER = 2 ** 29 - 1
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export class WireReader {
  readonly #bytes: Uint8Array
  readonly #name: string
  #at = 0
  #field = 0
  #wireType = 0
  #seen = 0
  #problem: string | undefined

  /** @param name of the message, for problems */
  constructor(bytes: Uint8Array, name: string) {
    this.#bytes = bytes
    this.#name = name
  }

  /** The first thing that was wrong. */
  get problem(): string | undefined {
    return this.#problem
  }

  /** The number of the next field; 0 at the end. */
  next(): number {
    if (this.#problem !== undefined || this.#at >= this.#bytes.length) return 0
    const { low, high } = this.#varint()
    this.#wireType = low & 7
    this.#field = low >>> 3
    if (high !== 0 || this.#field === 0 || this.#field > MAX_FIELD_NUMBER) {
      this.#refuse('a tag is impossible')
    }
    return this.#problem === undefined ? this.#field : 0
  }

  /** Marks the present field as one that there is once. Readers differ on which of two counts. */
  once(): void {
    const bit = 1 << this.#field
    if ((this.#seen & bit) !== 0) this.#refuse(`field ${this.#field} stands there twice`)
    this.#seen |= bit
  }

  int32(): number {
    if (!this.#isOf(VARINT)) return 0
    const { low, high } = this.#varint()
    // Negative numbers are written with 64 bits.
    const isSigned = high === (low < 0 ? -1 : 0)
    if (!isSigned) this.#refuse(`field ${this.#field} has more than 32 bits`)
    return isSigned ? low : 0
  }

  uint32(): number {
    if (!this.#isOf(VARINT)) return 0
    const { low, high } = this.#varint()
    if (high !== 0) this.#refuse(`field ${this.#field} has more than 32 bits`)
    return low >>> 0
  }

  bool(): boolean {
    if (!this.#isOf(VARINT)) return false
    const { low, high } = this.#varint()
    return low !== 0 || high !== 0
  }

  /** An int64 that is neither negative nor beyond what a number can hold exactly. */
  natural(): number {
    if (!this.#isOf(VARINT)) return 0
    const { low, high } = this.#varint()
    const value = high * 2 ** 32 + (low >>> 0)
    if (Number.isSafeInteger(value) && high >= 0) return value
    this.#refuse(`field ${this.#field} is out of range`)
    return 0
  }

  /** Zig-zag. */
  sint32(): number {
    if (!this.#isOf(VARINT)) return 0
    const { low, high } = this.#varint()
    if (high !== 0) this.#refuse(`field ${this.#field} has more than 32 bits`)
    return (low >>> 1) ^ -(low & 1)
  }

  /** Unsigned; above 2^53 the nearest number that there is. */
  fixed64(): number {
    if (!this.#isOf(FIXED64)) return 0
    const at = this.#take(8)
    if (at === undefined) return 0
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + at, 8)
    return view.getUint32(4, true) * 2 ** 32 + view.getUint32(0, true)
  }

  /** A view, not a copy. */
  bytes(): Uint8Array {
    if (!this.#isOf(BYTES)) return new Uint8Array()
    const { low, high } = this.#varint()
    const at = high === 0 && low >= 0 ? this.#take(low) : this.#cutShort()
    return at === undefined ? new Uint8Array() : this.#bytes.subarray(at, at + low)
  }

  string(): string {
    const bytes = this.bytes()
    try {
      return strictUtf8.decode(bytes)
    } catch {
      this.#refuse(`field ${this.#field} is not UTF-8`)
      return ''
    }
  }

  /** Passes over the value of a field that is not known. */
  skip(): void {
    if (this.#wireType === VARINT) this.#varint()
    else if (this.#wireType === FIXED64) this.#take(8)
    else if (this.#wireType === FIXED32) this.#take(4)
    else if (this.#wireType === BYTES) this.bytes()
    else this.#refuse(`field ${this.#field} has wire type ${this.#wireType}`)
  }

  #isOf(wireType: number): boolean {
    if (this.#problem !== undefined) return false
    if (this.#wireType === wireType) return true
    this.#refuse(`field ${this.#field} has wire type ${this.#wireType}, not ${wireType}`)
    return false
  }

  /** 64 bits in two signed halves. */
  #varint(): { low: number; high: number } {
    let low = 0
    let high = 0
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#bytes[this.#at]
      if (byte === undefined) break
      this.#at++
      const digits = byte & 127
      if (shift < 28) low |= digits << shift
      else if (shift === 28) {
        low |= digits << 28
        high |= digits >> 4
      } else if (shift < 63) high |= digits << (shift - 32)
      else high |= (digits & 1) << 31
      // The tenth byte holds one bit; more would be lost.
      if (byte < 128) return shift === 63 && byte > 1 ? this.#noVarint() : { low, high }
    }
    return this.#noVarint()
  }

  #noVarint(): { low: number; high: number } {
    this.#refuse('a number is cut short or has more than 64 bits')
    return { low: 0, high: 0 }
  }

  #take(length: number): number | undefined {
    if (length > this.#bytes.length - this.#at) return this.#cutShort()
    const at = this.#at
    this.#at += length
    return at
  }

  #cutShort(): undefined {
    this.#refuse(`field ${this.#field} is cut short`)
  }

  #refuse(text: string): void {
    this.#problem ??= `${this.#name}: ${text}`
  }
}
