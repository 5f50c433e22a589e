/**
 * Renews the pictures of the README from those that the UI tests made: in the size in which they are shown, with only as many colours as
 * they need. Look at them before committing.
 *
 *   node scripts/pictures.mjs     after `npm test -- ui`
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { ROOT } from './setup.mjs';

/** Pictures of `test/artefacts/` that the README shows. */
const PICTURES = [
  'highlighted',
  'score-map-dark',
  'questions',
  'preview-light',
  'all-papers',
  'annotation',
  'compare',
  'list-report',
];
/** Colours in a picture. With fewer, the tints of lit text look the same. */
const COLOURS = 96;
/** Largest picture in bytes, so that a clone and the README's page stay small. */
const MAX_BYTES = 150_000;

const folder = join(ROOT, 'docs', 'images');
mkdirSync(folder, { recursive: true });
for (const name of PICTURES) {
  const file = join(folder, `${name}.png`);
  const picture = sharp(join(ROOT, 'test', 'artefacts', `${name}.png`));
  await picture.png({ palette: true, colours: COLOURS, dither: 0, effort: 10, compressionLevel: 9 }).toFile(file);
  const { size } = statSync(file);
  console.log(`docs/images/${name}.png: ${Math.round(size / 1000)} kB`);
  if (size <= MAX_BYTES) continue;
  console.error(`${name} has more than ${MAX_BYTES / 1000} kB.`);
  process.exitCode = 1;
}
