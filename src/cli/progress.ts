import { formatBytes } from '../model/store/format';
import type { InstallProgress } from '../model/store/install';

const PHASES: Readonly<Record<InstallProgress['phase'], string>> = {
  waiting: 'waiting for another download of this model',
  verifying: 'verifying',
  downloading: 'downloading',
  copying: 'copying',
};
/** Where the output is no terminal, a line for each tenth is enough. */
const STEP = 0.1;

/** Shows how far an installation is, on standard error: standard output is for results. */
export class ProgressLine {
  private shown = '';
  private lastShare = -1;
  private phase = '';

  constructor(private readonly stream: NodeJS.WriteStream) {}

  readonly show = ({ phase, done, total }: InstallProgress): void => {
    const share = total === 0 ? 0 : done / total;
    const amount = total === 0 ? '' : ` ${formatBytes(done)} of ${formatBytes(total)} (${Math.floor(share * 100)} %)`;
    const text = `${PHASES[phase]}${amount}`;
    if (this.stream.isTTY) {
      if (text === this.shown) return;
      this.stream.write(`\r${text.padEnd(this.shown.length)}`);
      this.shown = text;
      return;
    }
    const isNews = phase !== this.phase || share - this.lastShare >= STEP || (share === 1 && this.lastShare < 1);
    if (!isNews) return;
    this.phase = phase;
    this.lastShare = share;
    this.stream.write(`${text}\n`);
  };

  /** Ends the line on a terminal. */
  end(): void {
    if (this.shown !== '') this.stream.write('\n');
  }
}
