Geek::x<"







gone
