"""The voice door: transcripts of calls (.vtt, .srt, vCon) become what was said, by whom, and when. Text only."""
