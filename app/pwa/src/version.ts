// What this phone calls itself: one more when it says or reads something that an older house would not understand.
// The house serves older ones as long as they may still be in a pocket.
export const version = '1'
