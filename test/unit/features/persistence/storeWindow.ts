import { PaperStore } from '../../../../src/features/persistence/paperStore';
import { answerTo, FIRST, questionOf } from '../../core/questions/support';

/** A window that asks ten questions about a paper, one after another. Each is stored with those before. */
async function run([folder, uri, name]: readonly string[]): Promise<void> {
  const store = new PaperStore({ folder: folder! });
  const questions = Array.from({ length: 10 }, (_, index) =>
    questionOf(answerTo(`${name}${index}?`, [[FIRST, 0.5]]), { id: `${name}${index}` }),
  );
  for (let count = 1; count <= questions.length; count++) {
    await store.write({ uri: uri!, questions: questions.slice(0, count) });
  }
}

void run(process.argv.slice(2));
