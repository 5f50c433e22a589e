import vscode = require('vscode');
import { Asker } from '../papers/asker';
import { CheckModel } from '../features/models/check';
import { Downloads } from '../features/models/downloads';
import { ErrorRecovery } from '../features/models/errorRecovery';
import { HubAccess } from '../features/models/hubAccess';
import { ModelCommands } from '../features/models/modelCommands';
import { Models } from '../features/models/models';
import { DeviceChoice } from '../features/models/device';
import { Passages } from '../inference/passages';
import { PrecisionChoice } from '../features/models/precision';
import { Trials } from '../features/models/trials';
import type { Papers } from '../papers/papers';
import { ServerAccess } from '../features/models/serverAccess';
import { Status } from '../features/models/status';
import type { Shared } from './shared';

/** The parts that answer questions: the models, their downloads, and the one `Asker`. */
export interface EngineParts {
  readonly models: Models;
  readonly downloads: Downloads;
  readonly asker: Asker;
  readonly status: Status;
  readonly errorRecovery: ErrorRecovery;
}

export function wireEngines(shared: Shared, papers: Papers): EngineParts {
  const { context, own, settings, prompts, client } = shared;
  const server = own(new ServerAccess(settings, context.secrets, shared.state, prompts));
  const models = own(new Models(settings, context.globalStorageUri, context.extensionUri, server));
  const downloads = own(new Downloads(models, own(new HubAccess(settings, context.secrets, prompts)), prompts, client));
  own(new ModelCommands(models, downloads, settings, prompts, client));
  const asker = own(new Asker(client, papers, (model) => models.engine(model)));
  const sample = vscode.Uri.joinPath(context.extensionUri, 'samples', 'evidence-lens.md');
  const passages = new Passages(client, async () =>
    new TextDecoder().decode(await vscode.workspace.fs.readFile(sample)),
  );
  const precision = own(new PrecisionChoice(models, client, settings, prompts, passages));
  const devices = own(new DeviceChoice(models, client, settings, passages));
  // The precision comes first, because the devices are compared in it.
  own(new Trials(asker, [precision, devices]));
  own(new CheckModel(models, downloads, client, settings, prompts, precision, devices));
  const errorRecovery = new ErrorRecovery(client, downloads, prompts, server);
  const status = own(new Status(settings, models, asker, downloads, devices));
  return { models, downloads, asker, errorRecovery, status };
}
