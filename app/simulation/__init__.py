"""A week of an invented house at the clock's own pace, by the rules that real houses live by: two managers with
schedules of their own and the troubles of a bad week. Only the wires are its own: what leaves arrives at once."""
