import { describe, expect, it } from 'vitest';
import { readableByKeywords } from '../../../../src/core/keyword/language';

const ENGLISH = `The network is trained on passages of papers, and every passage was marked by two annotators. Where they did not agree, a
third one decided. We report what the model found in the test set, with intervals over the questions that were asked of it.`;

const FOREIGN: Readonly<Record<string, string>> = {
  German: `Das Netz wird mit Abschnitten aus Artikeln trainiert, und jeder Abschnitt wurde von zwei Personen markiert. Wo sie sich nicht
einig waren, hat eine dritte entschieden. Wir berichten, was das Modell in den Testdaten gefunden hat, aber nicht, warum es so ist.`,
  French: `Le réseau est entraîné sur des passages d'articles, et chaque passage a été annoté par deux personnes. Quand elles n'étaient
pas d'accord, une troisième a tranché. Nous rapportons ce que le modèle a trouvé dans les données de test, avec les intervalles pour
toutes les questions qui lui ont été posées.`,
  Spanish: `La red se entrena con pasajes de artículos, y cada pasaje fue marcado por dos personas. Cuando no estaban de acuerdo, una
tercera decidía. Presentamos lo que el modelo ha encontrado en los datos de prueba, con intervalos para todas las preguntas que se le
hicieron.`,
  Portuguese: `A rede é treinada com passagens de artigos, e cada passagem foi marcada por duas pessoas. Quando elas não estavam de
acordo, uma terceira decidia. Apresentamos o que o modelo encontrou nos dados de teste, com intervalos para todas as perguntas que
foram feitas.`,
  Polish: `Sieć jest uczona na fragmentach artykułów, a każdy fragment został oznaczony przez dwie osoby. Jeżeli nie były zgodne, to
decydowała trzecia. Podajemy, co model znalazł w danych testowych, ale nie wiemy jeszcze, dlaczego tak jest, gdyż jest to bardzo trudne
i nie było przedmiotem tej pracy.`,
  Finnish: `Verkko on opetettu artikkelien kappaleilla, ja jokaisen kappaleen on merkinnyt kaksi henkilöä. Jos he eivät olleet samaa
mieltä, niin kolmas päätti. Kerromme mitä malli löysi, mutta emme vielä tiedä, miksi se on näin, koska se ei ollut tämän työn aihe. Aineisto on
julkinen, joten kuka tahansa voi toistaa kokeet, vaikka tulokset ovatkin vielä epävarmoja ja niitä pitää lukea kuin arvioita.`,
  Turkish: `Ağ, makalelerin paragrafları ile eğitildi ve her paragraf iki kişi tarafından işaretlendi. Onlar aynı fikirde değilse bir
üçüncü karar verdi. Modelin test verilerinde ne bulduğunu anlatıyoruz, ama bunun neden böyle olduğu için bir şey diyemiyoruz çünkü bu
çok zor ve daha sonra gelecek.`,
  Russian:
    'Сеть обучается на отрывках статей, и каждый отрывок был размечен двумя людьми. Если они не соглашались, решал третий.',
  Greek:
    'Το δίκτυο εκπαιδεύεται σε αποσπάσματα άρθρων και κάθε απόσπασμα σημειώθηκε από δύο άτομα που δεν συμφωνούσαν πάντα.',
  Chinese:
    '该网络在论文段落上进行训练，每个段落由两名标注者标记。如果他们意见不一致，则由第三人决定。我们报告模型在测试集中的结果。',
  Japanese:
    'ネットワークは論文の段落で学習され、各段落は二人の注釈者によって印が付けられた。意見が一致しない場合は三人目が決定した。',
  Arabic: 'يتم تدريب الشبكة على مقاطع من المقالات، وقد تم تعليم كل مقطع من قبل شخصين. وإذا لم يتفقا، قرر شخص ثالث.',
  Thai: 'เครือข่ายได้รับการฝึกด้วยย่อหน้าของบทความ และแต่ละย่อหน้าถูกทำเครื่องหมายโดยผู้ใส่คำอธิบายสองคน',
};

describe('papers that keyword matching cannot read', () => {
  it.each(Object.entries(FOREIGN))('keyword matching refuses a paper in %s', (_language, text) => {
    expect(readableByKeywords(text)).toBe(false);
  });

  it('keyword matching refuses French without accents, as a converter may have lost them', () => {
    const bare = FOREIGN['French']!.normalize('NFD').replace(/\p{M}/gu, '');
    expect(readableByKeywords(bare)).toBe(false);
  });

  it('keyword matching refuses a German paper with an English abstract', () => {
    expect(readableByKeywords(`${ENGLISH}\n\n${`${FOREIGN['German']!}\n\n`.repeat(8)}`)).toBe(false);
  });
});

describe('papers that keyword matching can read', () => {
  const readable: Readonly<Record<string, string>> = {
    English: ENGLISH,
    'English with an abstract in another language': `${FOREIGN['German']!}\n\n${`${ENGLISH}\n\n`.repeat(4)}`,
    'English about another script': `${ENGLISH} The word 学習 means learning, and слово means word. `.repeat(3),
    'nothing but a table': `| model | dev | test |\n| --- | --- | --- |\n${'| bert-large | 0.91 | 0.88 |\n| des min den | 0.1 | 0.2 |\n'.repeat(40)}`,
    'nothing but code': 'for (let i = 0; i < n; i++) { sum += data[i]; }\nreturn sum / n;\n'.repeat(40),
    'nothing but formulas':
      '$$ \\sigma(x) = \\frac{1}{1 + e^{-x}}, \\quad \\alpha, \\beta, \\gamma \\in \\mathbb{R} $$\n'.repeat(40),
    'formulas with much Greek': `We set α = β + γ where Δ ≥ λ and φ(x) = Σ μ. ${ENGLISH} `.repeat(3),
    'references with foreign titles': `${ENGLISH}\n\n${'Müller, H. (2001). Über die Theorie der Netze. Zeitschrift für Physik, 12.\n\n'.repeat(6)}`,
    'figures only': '12 34 56 78 90',
    'an empty text': '',
  };

  it.each(Object.entries(readable))('keyword matching reads a paper: %s', (_what, text) => {
    expect(readableByKeywords(text)).toBe(true);
  });
});

describe('the language of questions', () => {
  it.each(['Which optimiser was used?', 'batch size', 'BERT', 'p < 0.05?', 'α'])(
    'keyword matching takes the question: %s',
    (question) => {
      expect(readableByKeywords(question)).toBe(true);
    },
  );

  it.each([
    'Welche Daten wurden für das Training verwendet und warum nicht mehr davon?',
    'Quelles sont les données qui ont été utilisées pour cette étude ?',
    '使用了哪些数据？',
    'Какие данные были использованы?',
  ])('keyword matching refuses the question: %s', (question) => {
    expect(readableByKeywords(question)).toBe(false);
  });
});
