import { DEFAULT_SPAN_OPTIONS } from '../../src/core/spans/spans';
import { DEFAULT_SETTING, type Setting } from './engine';

/** The thresholds of the sweep, in steps of 0.05: finer steps mean nothing with so few rows. */
export const THRESHOLD_SETTINGS: readonly Setting[] = Array.from({ length: 19 }, (_, at) => {
  const threshold = (at + 1) / 20;
  return { name: threshold.toFixed(2), options: { ...DEFAULT_SPAN_OPTIONS, threshold } };
});

/** The post-processing with one rule changed at a time. */
export const PROCESSING_SETTINGS: readonly Setting[] = [
  { ...DEFAULT_SETTING, name: 'as shipped' },
  { name: 'no minimum length', options: { ...DEFAULT_SPAN_OPTIONS, minSpanChars: 0 } },
  { name: 'minimum length 50', options: { ...DEFAULT_SPAN_OPTIONS, minSpanChars: 50 } },
  { name: 'no joining', options: { ...DEFAULT_SPAN_OPTIONS, mergeGapChars: 0 } },
  { name: 'joining over 100', options: { ...DEFAULT_SPAN_OPTIONS, mergeGapChars: 100 } },
];
