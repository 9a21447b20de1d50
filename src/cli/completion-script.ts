/**
 * Completions for shells, made from the verbs themselves so that they never differ from them. Layer 6.
 *
 * A script knows every verb with its options and descriptions, and asks nothing while a user types: starting the program
 * for every press of a key would be felt. Behind an option that takes one of some words these are offered; where no verb
 * or option fits, files.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** A word that can follow, and what it means. */
interface Word {
  readonly word: string;
  readonly about: string;
}

interface OptionWord extends Word {
  /** What its value can be, where that is one of some words. */
  readonly values: readonly string[];
}

/** What can follow the verbs typed so far. */
interface Place {
  /** Those verbs, one space between them; empty behind the program's name. */
  readonly verbs: string;
  readonly next: readonly Word[];
  readonly options: readonly OptionWord[];
}

const WRITERS: Readonly<Record<Shell, (places: readonly Place[]) => string>> = { bash, zsh, fish };

/**
 * The script for a shell.
 * @param program the command whose verbs are completed
 */
export function completionScript(shell: Shell, program: CommandUnknownOpts): string {
  return WRITERS[shell](placesOf(program, ''));
}

function placesOf(command: CommandUnknownOpts, verbs: string): Place[] {
  const help = command.createHelp();
  const next = [
    ...help.visibleCommands(command).map((verb) => ({ word: verb.name(), about: verb.description() })),
    ...command.registeredArguments.flatMap(({ argChoices = [], description }) =>
      argChoices.map((word) => ({ word, about: description })),
    ),
  ];
  const options = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)].map((option) => ({
    word: option.long ?? option.flags,
    about: option.description,
    values: option.argChoices ?? [],
  }));
  const below = command.commands.flatMap((verb) => placesOf(verb, `${verbs} ${verb.name()}`.trim()));
  return [{ verbs, next, options }, ...below];
}

function bash(places: readonly Place[]): string {
  return `${WALK}
_treebox() {
  local current="\${COMP_WORDS[COMP_CWORD]}" verbs words
  verbs=$(_treebox_verbs "\${COMP_WORDS[@]:1:COMP_CWORD-1}")
  case "$verbs" in
${places.map((place) => `    ${quote(place.verbs)}) words=${quote(wordsOf(place))} ;;`).join('\n')}
  esac
  case "$verbs \${COMP_WORDS[COMP_CWORD-1]}" in
${valuesOf(places, (values) => `words=${quote(values.join(' '))}`)}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o bashdefault -o default -F _treebox treebox
`.replace('@VERBS@', verbPatterns(places));
}

function zsh(places: readonly Place[]): string {
  const described = ({ word, about }: Word) => quote(`${word.replaceAll(':', '\\:')}:${about}`);
  const cases = places.map(({ verbs, next, options }) => {
    return `    ${quote(verbs)}) words_here=(${next.map(described).join(' ')}) options_here=(${options.map(described).join(' ')}) ;;`;
  });
  return `#compdef treebox
${WALK}
_treebox() {
  local verbs
  local -a words_here options_here
  verbs=$(_treebox_verbs "\${(@)words[2,CURRENT-1]}")
  case "$verbs \${words[CURRENT-1]}" in
${valuesOf(places, (values) => `compadd -- ${values.map(quote).join(' ')}; return`)}
  esac
  case "$verbs" in
${cases.join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then _describe option options_here
  elif (( \${#words_here} )); then _describe verb words_here
  else _files
  fi
}
compdef _treebox treebox
`.replace('@VERBS@', verbPatterns(places));
}

function fish(places: readonly Place[]): string {
  const walk = `function _treebox_verbs
  set -l verbs
  for word in (commandline -opc)[2..-1]
    switch "$verbs $word"
      case ${places.map(({ verbs }) => quote(` ${verbs}`)).join(' ')}
        set verbs "$verbs $word"
    end
  end
  test "$verbs" = "$argv[1]"
end
`;
  const lines = places.flatMap(({ verbs, next, options }) => {
    const here = `complete -c treebox -n ${quote(`_treebox_verbs ${quote(verbs === '' ? '' : ` ${verbs}`)}`)}`;
    return [
      ...next.map(({ word, about }) => `${here} -f -a ${quote(word)} -d ${quote(about)}`),
      ...options
        .filter(({ word }) => word.startsWith('--'))
        .map(({ word, about, values }) => {
          const given = values.length === 0 ? '' : ` -x -a ${quote(values.join(' '))}`;
          return `${here} -l ${quote(word.slice(2))} -d ${quote(about)}${given}`;
        }),
    ];
  });
  return `${walk}${lines.join('\n')}\n`;
}

/** A case of the shells' for each option that takes one of some words: the verbs, the option, and what is done there. */
function valuesOf(places: readonly Place[], offer: (values: readonly string[]) => string): string {
  return places
    .flatMap(({ verbs, options }) =>
      options
        .filter(({ values }) => values.length > 0)
        .map(({ word, values }) => `    ${quote(`${verbs} ${word}`)}) ${offer(values)} ;;`),
    )
    .join('\n');
}

/** Says which verbs are among words, in the shells that share its grammar; an option's value may pass for one of none. */
const WALK = `_treebox_verbs() {
  local verbs= word
  for word in "$@"; do
    case "\${verbs:+$verbs }$word" in @VERBS@) verbs="\${verbs:+$verbs }$word" ;; esac
  done
  printf %s "$verbs"
}`;

function verbPatterns(places: readonly Place[]): string {
  return places
    .filter(({ verbs }) => verbs !== '')
    .map(({ verbs }) => quote(verbs))
    .join('|');
}

function wordsOf({ next, options }: Place): string {
  return [...next, ...options].map(({ word }) => word).join(' ');
}

/** One word for a shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
