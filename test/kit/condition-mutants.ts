/** Changes a condition expression of DynamoDB in small ways, one at a time. */

type Expression =
  | { kind: 'all' | 'any'; of: Expression[] }
  | { kind: 'compare'; left: string; operator: string; right: string }
  | { kind: 'exists'; attribute: string }
  | { kind: 'missing'; attribute: string };

const TOKEN = /\(|\)|<=|>=|<>|[<>=]|:?\w+/g;

/** What stands in for each operator: its neighbour at the boundary, and its opposite. */
const OTHER_OPERATORS: Record<string, string[]> = {
  '=': ['<>', '<=', '>='],
  '<>': ['=', '<', '>'],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
};
const ALWAYS: Expression = {
  kind: 'any',
  of: [
    { kind: 'exists', attribute: 'pk' },
    { kind: 'missing', attribute: 'pk' },
  ],
};

/** @throws if the condition has a form that no condition of the store has. */
function parse(condition: string): Expression {
  const tokens = condition.match(TOKEN) ?? [];
  const take = (): string => tokens.shift() ?? '';
  const expect = (token: string) => {
    const found = take();
    if (found !== token) throw new Error(`"${token}" is expected before "${found}" in: ${condition}`);
  };
  const argument = (): string => {
    expect('(');
    const attribute = take();
    expect(')');
    return attribute;
  };
  const factor = (): Expression => {
    const first = take();
    if (first === '(') {
      const inner = anyOf();
      expect(')');
      return inner;
    }
    if (first === 'attribute_exists') return { kind: 'exists', attribute: argument() };
    if (first === 'attribute_not_exists') return { kind: 'missing', attribute: argument() };
    const left = first === 'size' ? `size(${argument()})` : first;
    const operator = take();
    if (!(operator in OTHER_OPERATORS))
      throw new Error(`"${operator}" is no known operator in: ${condition}`);
    return { kind: 'compare', left, operator, right: take() };
  };
  const series = (kind: 'all' | 'any', word: string, next: () => Expression): Expression => {
    const of = [next()];
    for (; tokens[0] === word; of.push(next())) take();
    return group(kind, of);
  };
  const allOf = () => series('all', 'AND', factor);
  const anyOf = (): Expression => series('any', 'OR', allOf);
  const parsed = anyOf();
  if (tokens.length > 0) throw new Error(`"${tokens.join(' ')}" is left over of: ${condition}`);
  return parsed;
}

function print(expression: Expression): string {
  switch (expression.kind) {
    case 'exists':
      return `attribute_exists(${expression.attribute})`;
    case 'missing':
      return `attribute_not_exists(${expression.attribute})`;
    case 'compare':
      return `${expression.left} ${expression.operator} ${expression.right}`;
    default:
      return `(${expression.of.map(print).join(expression.kind === 'all' ? ' AND ' : ' OR ')})`;
  }
}

/** DynamoDB rejects parentheses around a single clause in parentheses. */
const group = (kind: 'all' | 'any', of: Expression[]): Expression =>
  of.length === 1 && of[0] !== undefined ? of[0] : { kind, of };

function* variants(expression: Expression, isBoolean: (value: string) => boolean): Generator<Expression> {
  if (expression.kind === 'exists') yield { ...expression, kind: 'missing' };
  else if (expression.kind === 'missing') yield { ...expression, kind: 'exists' };
  else if (expression.kind === 'compare') {
    const others = OTHER_OPERATORS[expression.operator] ?? [];
    for (const operator of isBoolean(expression.right) ? ['<>'] : others) yield { ...expression, operator };
  } else {
    const { kind, of } = expression;
    yield { kind: kind === 'all' ? 'any' : 'all', of };
    for (const [place, part] of of.entries()) {
      yield group(kind, of.toSpliced(place, 1));
      for (const variant of variants(part, isBoolean)) yield { kind, of: of.with(place, variant) };
    }
  }
}

/**
 * @param isBoolean tells whether a value such as `:true` is one, since DynamoDB does not order those.
 * @returns the condition with one clause left out, one operator changed, AND and OR exchanged, or always true.
 */
export function conditionMutants(condition: string, isBoolean: (value: string) => boolean): string[] {
  const parsed = parse(condition);
  return [...variants(parsed, isBoolean), ALWAYS].map(print).filter((mutant) => mutant !== print(parsed));
}
