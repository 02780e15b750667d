    local -a rest
    rest=('1: :_invq_commands' '*:ID: ')
    [[ ${words[2]} == (VERBS) ]] && rest=(":: :_invq_commands" "*::: :->invq")
