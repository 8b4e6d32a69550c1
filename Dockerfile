# docker build -t launchready . && docker run --rm launchready audit example.com
FROM python:3.13-slim AS build
# Extras, such as [watch,postgres]: docker build --build-arg EXTRAS='[watch]' .
ARG EXTRAS=
WORKDIR /source
COPY . .
RUN python -m venv /opt/launchready \
 && /opt/launchready/bin/pip install --no-cache-dir --constraint constraints.txt ".$EXTRAS"

FROM python:3.13-slim
COPY --from=build /opt/launchready /opt/launchready
RUN useradd --system --create-home --uid 10001 launchready
USER launchready
WORKDIR /work
ENV PATH=/opt/launchready/bin:$PATH
ENTRYPOINT ["launchready"]
CMD ["--help"]
