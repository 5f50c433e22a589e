"""The losses of a batch: which tokens and sentences are evidence, and which paragraph of a paper answers best."""

from collections import defaultdict

import torch
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from encode import Window

RANKING_WEIGHT = 0.3
SENTENCE_WEIGHT = 0.5


def token_loss(margins: list[torch.Tensor], windows: list[Window]) -> torch.Tensor:
    """The published recipe: cross-entropy over the tokens of the context, each window counting the same.

    @param margins for each window and token, the logit of evidence minus the logit of no evidence
    """
    losses = []
    for margin, window in zip(margins, windows, strict=True):
        labels = torch.tensor(window.labels, device=margin.device)
        known = labels >= 0
        if known.any():
            losses.append(cross_entropy(margin[known], labels[known].float()))
    return torch.stack(losses).mean()


def evidence_loss(margins: list[torch.Tensor], windows: list[Window]) -> torch.Tensor:
    """The token loss, plus losses for sentences (mean margin of their tokens) and for ranking a question's windows by their best sentence."""
    sentence_losses = []
    best: dict[int, list[torch.Tensor]] = defaultdict(list)
    right: dict[int, list[bool]] = defaultdict(list)
    for margin, window in zip(margins, windows, strict=True):
        scores, labels = sentence_margins(margin, window)
        if scores is None:
            continue
        sentence_losses.append(cross_entropy(scores, labels))
        best[window.group].append(scores.max())
        right[window.group].append(bool((labels > 0.5).any()))
    ranking_losses = []
    for group, scores in best.items():
        if len(scores) < 2 or not any(right[group]) or all(right[group]):
            continue
        all_scores = torch.stack(scores)
        answers = all_scores[torch.tensor(right[group], device=all_scores.device)]
        ranking_losses.append(torch.logsumexp(all_scores, 0) - torch.logsumexp(answers, 0))
    loss = token_loss(margins, windows) + SENTENCE_WEIGHT * torch.stack(sentence_losses).mean()
    if ranking_losses:
        loss = loss + RANKING_WEIGHT * torch.stack(ranking_losses).mean()
    return loss


def sentence_margins(margin: torch.Tensor, window: Window) -> tuple[torch.Tensor | None, torch.Tensor]:
    """The mean margin of each sentence in the window, and whether most of it is evidence."""
    index = torch.tensor(window.sentences, device=margin.device)
    known = index >= 0
    if not known.any():
        return None, margin
    _, place = torch.unique(index[known], return_inverse=True)
    count = int(place.max()) + 1
    sizes = torch.zeros(count, device=margin.device).index_add(0, place, torch.ones_like(margin[known]))
    labels = torch.tensor(window.labels, device=margin.device)[known].clamp(min=0).float()
    scores = torch.zeros(count, device=margin.device).index_add(0, place, margin[known]) / sizes
    shares = torch.zeros(count, device=margin.device).index_add(0, place, labels) / sizes
    return scores, (shares > 0.5).float()
