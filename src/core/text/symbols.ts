const GREEK =
  'alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ ' +
  'sigma σ tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω';
const SIGNS =
  'times × cdot · pm ± leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ approx ≈ equiv ≡ sim ∼ propto ∝ in ∈ notin ∉ subset ⊂ subseteq ⊆ cup ∪ cap ∩ ' +
  'to → rightarrow → leftarrow ← Rightarrow ⇒ mapsto ↦ infty ∞ partial ∂ nabla ∇ sum ∑ prod ∏ int ∫ forall ∀ exists ∃ circ ° ell ℓ ' +
  'ldots … dots … cdots … mid | ll ≪ gg ≫ dagger † star ⋆ ast ∗ prime ′ langle ⟨ rangle ⟩';

const SYMBOLS = new Map(
  Array.from(`${GREEK} ${SIGNS}`.matchAll(/(\S+) (\S+)/g), ([, name, sign]): [string, string] => [name!, sign!]),
);
const COMMAND = /(?<!\\)\\([a-zA-Z]{2,11})(?![a-zA-Z])/g;

/** A text with the signs that TeX commands name in place of the commands: `\alpha` becomes `α`. Other commands stay. */
export function withSymbols(text: string): string {
  return text.replace(COMMAND, (command, name: string) => SYMBOLS.get(name) ?? command);
}
