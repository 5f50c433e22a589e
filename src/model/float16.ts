import type { FloatType } from './safetensors';

/**
 * Converts 16-bit floats to 32-bit floats, without loss.
 *
 * @param bytes little-endian, an even number of them
 */
export function widen(type: Exclude<FloatType, 'F32'>, bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bits = new Uint32Array(bytes.byteLength / 2);
  for (let index = 0; index < bits.length; index++) {
    const half = view.getUint16(2 * index, true);
    // A bfloat16 is the upper half of a 32-bit float.
    bits[index] = type === 'BF16' ? half << 16 : fromHalf(half);
  }
  return new Float32Array(bits.buffer);
}

/** The bits of a 32-bit float with the value of a float16 (IEEE 754 binary16). */
function fromHalf(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return sign | 0x7f80_0000 | (fraction << 13);
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  // A subnormal number: its first set bit becomes the hidden bit.
  const shift = Math.clz32(fraction) - 21;
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}
