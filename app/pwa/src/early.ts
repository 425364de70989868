// The first lines of the phone that run.
import { askEarly } from './ahead'

askEarly()
