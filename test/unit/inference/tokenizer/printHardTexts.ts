/** Prints the hard texts as JSON, for the scripts of tools/reference: `npx tsx test/unit/inference/tokenizer/printHardTexts.ts COUNT`. */
import { hardTexts } from './hardTexts';

process.stdout.write(JSON.stringify(hardTexts(Number(process.argv[2]))));
