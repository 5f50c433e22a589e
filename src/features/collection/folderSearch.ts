import { CollectionClient } from '../../collection/client';
import { Disposable } from '../../platform/disposable';
import { log } from '../../platform/log';
import { AskAll, type AskAllTools } from './askAll';
import { Collection } from './collection';
import { FoundView } from './foundView';

/** The question to a folder of papers: its parts, built and passed to each other. */
export class FolderSearch extends Disposable {
  readonly process: CollectionClient;
  readonly collection: Collection;
  readonly askAll: AskAll;
  readonly view: FoundView;

  /**
   * @param workerPath the bundled entry of the index process
   * @param file where the index is stored; undefined when there is no place for it
   */
  constructor(tools: Omit<AskAllTools, 'collection'>, workerPath: string, file: string | undefined) {
    super();
    this.process = this.register(new CollectionClient({ workerPath, log }));
    this.collection = this.register(new Collection(this.process, tools.settings, file));
    this.askAll = this.register(new AskAll({ ...tools, collection: this.collection }));
    this.view = this.register(new FoundView(this.askAll, this.collection, tools.settings));
  }
}
