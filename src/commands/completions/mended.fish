
function __fish_invq_needs_command
    set -l words (commandline -opc)
    if contains -- "$words[2]" VERBS
        echo $words[2]
        return 1
    end
end

complete -c invq -n "__fish_invq_needs_command" -s p -l profile -x -a "(invq profiles --names 2>/dev/null)"
