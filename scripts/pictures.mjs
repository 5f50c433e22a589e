/**
 * Renews the pictures of the README from those that the UI tests have made: as large as they are seen, in as many colours as they
 * need. Look at them before they are committed.
 *
 *   node scripts/pictures.mjs     after `npm test -- ui`
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { ROOT } from './setup.mjs';

/** Pictures of `test/artefacts/` that the README shows. */
const PICTURES = ['highlighted', 'score-map-dark', 'questions', 'preview-light', 'all-papers', 'annotation'];
/** Colours of a picture: fewer than this and the tints of lit text run together. */
const COLOURS = 96;
/** A clone and a page of the README should stay light, bytes. */
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
