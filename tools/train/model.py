"""A token classifier with an optional score for the whole paragraph, as a Hugging Face folder."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import AutoConfig, AutoModelForTokenClassification

LABELS = 2


class EvidenceModel(nn.Module):
    """Gives each token two logits: "no evidence" and "evidence".

    BERT models may have a paragraph score: the score of the pooled first token is added to the evidence logit of every token. So what a
    reranker has learned about question and paragraph counts from the first step. The folder then also holds `bert.pooler.dense.*` and
    `paragraph.*`, beside the tensors of BertForTokenClassification.
    """

    def __init__(self, folder: str, paragraph_score: bool, dropout: float | None = None) -> None:
        super().__init__()
        config = AutoConfig.from_pretrained(folder, num_labels=LABELS)
        if dropout is not None:
            for name in vars(config):
                if name.endswith(("dropout", "dropout_prob")):
                    setattr(config, name, dropout)
        self.tokens = AutoModelForTokenClassification.from_pretrained(
            folder, config=config, ignore_mismatched_sizes=True, dtype=torch.float32
        )
        self.pooler: nn.Linear | None = None
        self.paragraph: nn.Linear | None = None
        if not paragraph_score:
            return
        if config.model_type != "bert":
            raise SystemExit("Only BERT models have a paragraph score.")
        size = config.hidden_size
        self.pooler, self.paragraph = nn.Linear(size, size), nn.Linear(size, 1)
        known = load_file(Path(folder) / "model.safetensors")
        if "bert.pooler.dense.weight" in known:
            self.pooler.load_state_dict({"weight": known["bert.pooler.dense.weight"], "bias": known["bert.pooler.dense.bias"]})
        scored = "paragraph" if "paragraph.weight" in known else "classifier"
        if known.get(f"{scored}.weight", torch.empty(0)).shape == (1, size):
            self.paragraph.load_state_dict({"weight": known[f"{scored}.weight"], "bias": known[f"{scored}.bias"]})
            if scored == "classifier":
                # A reranker: training starts from its score, so all tokens begin with the same logits.
                nn.init.zeros_(self.tokens.classifier.weight)
                nn.init.zeros_(self.tokens.classifier.bias)

    def forward(self, **inputs: torch.Tensor) -> torch.Tensor:
        """@return [batch, tokens, 2] logits"""
        logits, paragraph = self.parts(**inputs)
        if paragraph is None:
            return logits
        return torch.cat([logits[..., :1], logits[..., 1:] + paragraph.unsqueeze(1)], dim=-1)

    def parts(self, **inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor | None]:
        """@return the tokens' own logits [batch, tokens, 2], and what the paragraph adds to evidence [batch, 1] where the model has such a score"""
        if self.pooler is None or self.paragraph is None:
            return self.tokens(**inputs).logits, None
        hidden = self.tokens.bert(**inputs).last_hidden_state
        logits = self.tokens.classifier(self.tokens.dropout(hidden))
        return logits, self.paragraph(self.tokens.dropout(torch.tanh(self.pooler(hidden[:, 0]))))

    def save(self, folder: Path, section_tokens: int) -> None:
        """@param section_tokens the most tokens of a section's title read before a text in training; 0 for none"""
        folder.mkdir(parents=True, exist_ok=True)
        weights = dict(self.tokens.state_dict())
        if self.pooler is not None and self.paragraph is not None:
            weights |= {f"bert.pooler.dense.{name}": tensor for name, tensor in self.pooler.state_dict().items()}
            weights |= {f"paragraph.{name}": tensor for name, tensor in self.paragraph.state_dict().items()}
        save_file({name: tensor.detach().float().cpu().contiguous() for name, tensor in weights.items()}, folder / "model.safetensors", metadata={"format": "pt"})
        config = self.tokens.config.to_dict() | {
            "architectures": [type(self.tokens).__name__],
            "id2label": {"0": "O", "1": "EVIDENCE"},
            "label2id": {"O": 0, "EVIDENCE": 1},
        }
        config.pop("_name_or_path", None)
        if section_tokens > 0:
            config["section_tokens"] = section_tokens
        (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", encoding="utf-8")
