import type { Label } from '../../contracts.js';

/** Numbers there is room for at first. */
const FIRST_ROOM = 1024;

/** Labels or targets that come part by part: numbers in 8 bytes each, as long as there is nothing else among them. */
export class GatheredLabels {
  #numbers = new Float64Array(FIRST_ROOM);
  #others: Label[] | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(label: Label): void {
    const at = this.#length++;
    if (this.#others === undefined) {
      if (typeof label === 'number') {
        if (at === this.#numbers.length) {
          const larger = new Float64Array(1.5 * at);
          larger.set(this.#numbers);
          this.#numbers = larger;
        }
        this.#numbers[at] = label;
        return;
      }
      this.#others = Array.from(this.#numbers.subarray(0, at));
      this.#numbers = new Float64Array(0);
    }
    this.#others.push(label);
  }

  /** All of them, which are let go. */
  take(): ArrayLike<Label> {
    const all = this.#others ?? this.#numbers.subarray(0, this.#length);
    this.#others = undefined;
    this.#numbers = new Float64Array(FIRST_ROOM);
    this.#length = 0;
    return all;
  }
}
