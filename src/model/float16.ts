import type { FloatType } from './safetensors';

/**
 * Widens floats of 16 bits to 32 bits; every value has an exact counterpart.
 *
 * @param bytes little-endian, an even number of them
 */
export function widen(type: Exclude<FloatType, 'F32'>, bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bits = new Uint32Array(bytes.byteLength / 2);
  for (let index = 0; index < bits.length; index++) {
    const half = view.getUint16(2 * index, true);
    // A bfloat16 is the upper half of a float.
    bits[index] = type === 'BF16' ? half << 16 : fromHalf(half);
  }
  return new Float32Array(bits.buffer);
}

/** The bits of a float of 32 bits with the value of a float16 (IEEE 754 binary16). */
function fromHalf(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return sign | 0x7f80_0000 | (fraction << 13);
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  // A subnormal: its first set bit becomes the hidden one.
  const shift = Math.clz32(fraction) - 21;
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}
