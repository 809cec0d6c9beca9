#ifndef PARCEL_LABEL_H
#define PARCEL_LABEL_H

#include <stddef.h>

#define LABEL_WIDTH 48 /* characters that the printer takes */

struct label {
	char code[16];
	char to[LABEL_WIDTH];
	unsigned int weight; /* grams */
};

/* Writes a label as the printer wants it; gives the bytes written, or 0 where they do not fit. */
size_t label_print(const struct label *label, char *out, size_t size);

#endif
