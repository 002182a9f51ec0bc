"""``nexus completion``: scripts for bash, zsh and fish, made from the parser itself."""

from __future__ import annotations

import argparse

from nexus_tui.console.output import say


def run(options: argparse.Namespace) -> int:
    """Print the script for ``options.shell``."""
    say({"bash": _bash, "zsh": _zsh, "fish": _fish}[options.shell](), end="")
    return 0


def _commands() -> dict[str, list[str]]:
    """Each sub-command with its options."""
    from nexus_tui.console.parser import build_command_parser

    parser = build_command_parser()
    subparsers = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    return {
        name: sorted(option for action in command._actions for option in action.option_strings if option[:2] == "--")
        for name, command in subparsers.choices.items()
    }


def _bash() -> str:
    commands = _commands()
    cases = "\n".join(f"    {name}) words='{' '.join(options)}' ;;" for name, options in commands.items())
    return f"""# bash completion for nexus: eval "$(nexus completion bash)"
_nexus() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} words
  case ${{COMP_WORDS[1]:-}} in
{cases}
    *) words='{" ".join(commands)} --version --fresh --plain-ui --theme --help' ;;
  esac
  [ "${{COMP_WORDS[1]:-}}" = completion ] && words='bash zsh fish'
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current"; compgen -f -- "$current")
}}
complete -o filenames -F _nexus nexus
"""


def _zsh() -> str:
    commands = _commands()
    cases = "\n".join(f"    {name}) compadd -- {' '.join(options)}; _files ;;" for name, options in commands.items())
    return f"""#compdef nexus
# zsh completion for nexus: eval "$(nexus completion zsh)"
_nexus() {{
  if (( CURRENT == 2 )); then
    compadd -- {" ".join(commands)} --version --fresh --plain-ui --theme --help
    _files
    return
  fi
  case $words[2] in
{cases}
    *) _files ;;
  esac
}}
compdef _nexus nexus
"""


def _fish() -> str:
    lines = ["# fish completion for nexus: nexus completion fish | source"]
    commands = _commands()
    names = " ".join(commands)
    lines.append(f"complete -c nexus -n '__fish_use_subcommand' -a '{names}'")
    for name, options in commands.items():
        for option in options:
            lines.append(f"complete -c nexus -n '__fish_seen_subcommand_from {name}' -l {option[2:]}")
    lines.append("complete -c nexus -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'")
    return "\n".join(lines) + "\n"
