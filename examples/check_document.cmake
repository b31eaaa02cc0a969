# Fails unless a document shows an example as it is.
# Variables: document, example.
file(READ ${document} text)
file(READ ${example} code)
string(FIND "${text}" "```cpp\n${code}```\n" position)
if(position EQUAL -1)
    message(FATAL_ERROR "${document} does not contain ${example} word for word")
endif()
